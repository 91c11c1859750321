"""What is kept of what people say: masked before it is stored, erased in time, given out to themselves."""
