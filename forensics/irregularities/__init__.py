"""What is out of order in the evidence, each kind with what it can mean and what it cannot show."""
