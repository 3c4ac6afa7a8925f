"""What follows for the skin after a treatment, from the depths and densities of a result.

Descriptive and no medical advice: every number comes from models/cards/aftermath with its source and status.
"""
