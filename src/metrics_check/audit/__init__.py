"""What is exposed, told as expectations: the drafts of `init`. Judging is not done here."""
