"""Tests of the desk: referrals, holder, what was learnt, what falls due, and all of it under stress."""
