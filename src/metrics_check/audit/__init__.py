"""What is exposed told as expectations, the drafts of `init`; and what uses metrics compared with
what is known of them, the findings of `audit`. Reports and services are not judged here.
"""
