"""The libraries that read hostile bytes, in a process of their own that may crash or hang."""
