from django.apps import AppConfig


class EformsConfig(AppConfig):
    name = "services.eforms"
    label = "eforms"
    verbose_name = "biểu mẫu điện tử"
