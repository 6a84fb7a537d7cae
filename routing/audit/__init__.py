"""The audit: what was decided, on what, would it be decided again, and are like cases treated alike."""
