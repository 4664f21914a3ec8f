"""PromQL: parsed, rewritten and evaluated over samples in memory."""
