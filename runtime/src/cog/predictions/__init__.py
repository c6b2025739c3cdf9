"""Predictions: what one is, who may run, what happened to it. Knows no HTTP."""
