"""When: machine, zone and year of a log, and how the clocks of machines stood to one another."""
