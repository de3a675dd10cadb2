"""The standalone poller: asks the API for every person at a fixed delay and fills Redis."""
