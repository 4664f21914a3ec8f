"""Metrics that a library shows of the process it runs in: the same in every service, so noise in
a draft. Names are told by their prefixes, as narrowly as the libraries allow: `go_orders_total`
is a service's own.
"""

from collections.abc import Collection

# Who shows them, and the beginnings of their names. Each is what that library documents.
RUNTIMES: dict[str, tuple[str, ...]] = {
    # prometheus/client_golang: the Go collector, and the handler of /metrics itself.
    "the Go runtime": (
        "go_build_info",
        "go_cgo_",
        "go_cpu_classes_",
        "go_gc_",
        "go_godebug_",
        "go_goroutines",
        "go_info",
        "go_memory_classes_",
        "go_memstats_",
        "go_sched_",
        "go_sync_",
        "go_threads",
    ),
    "the handler of /metrics": ("promhttp_metric_handler_",),
    # Prometheus docs, Writing client libraries, Process metrics; and what Java, .NET and Node add.
    "the process": (
        "process_cpu_",
        "process_files_",
        "process_handles",
        "process_heap_bytes",
        "process_max_fds",
        "process_network_",
        "process_num_threads",
        "process_open_fds",
        "process_open_handles",
        "process_private_memory_",
        "process_resident_memory_",
        "process_start_time_seconds",
        "process_threads",
        "process_uptime_seconds",
        "process_virtual_memory_",
        "process_working_set_",
    ),
    # prometheus/client_python: its GC and platform collectors.
    "the Python runtime": ("python_gc_", "python_info"),
    # prometheus/client_java and Micrometer.
    "the JVM": ("jvm_",),
    # siimon/prom-client.
    "Node.js": ("nodejs_",),
    # prometheus-net and System.Runtime's meters.
    ".NET": ("dotnet_", "system_runtime_"),
    # deadtrickster/prometheus.erl.
    "the Erlang VM": ("erlang_mnesia_", "erlang_vm_"),
    # What a server adds to a scrape; a federated endpoint shows it.
    "the scrape": (
        "scrape_body_size_bytes",
        "scrape_duration_seconds",
        "scrape_sample_limit",
        "scrape_samples_",
        "scrape_series_added",
        "scrape_timeout_seconds",
    ),
}
CREATED = "the times of creation (…_created)"
# What client_python and OpenMetrics show `_created` of.
_CREATED_OF = ("", "_total", "_count", "_bucket")


def runtime_of(name: str, *, exposed: Collection[str]) -> str:
    """Whose metric this is, `""` where it is the service's own.

    `exposed` are all sample names: `a_created` beside `a_total` is no metric of its own.
    """
    stem = name.removesuffix("_created")
    if stem != name and any(stem + suffix in exposed for suffix in _CREATED_OF):
        return CREATED
    for owner, prefixes in RUNTIMES.items():
        if name.startswith(prefixes):
            return owner
    return ""
