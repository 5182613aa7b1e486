"""Drawn posters: a film without a poster gets one, chosen once from its facts and drawn the same ever after."""
