"""The functions of PromQL that one moment can answer, one file a family."""
