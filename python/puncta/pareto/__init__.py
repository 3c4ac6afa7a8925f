"""The Pareto front of a sweep with [[objective]]: points that none is better than in all objectives."""
