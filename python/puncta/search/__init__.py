"""Search for the roller and protocol that meet a target (`puncta design`)."""
