from django.urls import path

from services.api import views

app_name = "api"

urlpatterns = [
    path("vnpay/ipn", views.vnpay_ipn, name="vnpay_ipn"),
    path("nen-tang/xac-nhan", views.platform_confirm, name="platform_confirm"),
]
