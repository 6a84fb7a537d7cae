"""The desk: what becomes of a decision. Referrals over time, who holds the case, and the ladder to the backup team."""
