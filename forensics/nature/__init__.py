"""Nature: whether the records speak for a defect or for an attack."""
