"""The vendor edition: the same findings, with the names of the case replaced by pseudonyms."""
