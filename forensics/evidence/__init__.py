"""Reading: one room per form of evidence; bytes go in, columns come out."""
