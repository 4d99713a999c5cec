"""What a test does in place of a worker."""

from empiria.apps.system.worker import Worker


def drain_queue() -> None:
    """Run every waiting job in this process, one after another, until none is left."""
    worker = Worker()
    while (entry := worker.take()) is not None:
        worker.run_task(entry)
