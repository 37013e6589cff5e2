from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "services.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "thanh toán"

    def ready(self) -> None:
        from services.payments import receivers  # noqa: F401
