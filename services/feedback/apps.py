from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "services.feedback"
    label = "feedback"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "đánh giá, phản ánh"
