from django.apps import AppConfig

from portal.celery import app as celery_app


class PortalConfig(AppConfig):
    name = "portal"

    # Every process that loads Django thereby sends its tasks to this queue.
    queue = celery_app

    def ready(self) -> None:
        """Connect checks and log, and the services that must not know each other."""
        from portal import checks, security_log  # noqa: F401
        from services.delivery.cashier import till
        from services.delivery.herald import herald
        from services.notices.actions import tell_news
        from services.payments.actions import collect_at_door

        till.entrust(collect_at_door)
        herald.entrust(tell_news)
