"""Two or more designs on the same people, hands and random numbers (`puncta compare`, puncta.compare)."""
