"""Who: one machine under many names, what each machine is, whose database holds an account."""
