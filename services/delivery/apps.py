from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "services.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "trả kết quả, bưu chính"

    def ready(self) -> None:
        from services.delivery import receivers  # noqa: F401
