"""One case: its page and the acts on it, for both sides."""

urlpatterns: list = []
# cases/<int:number>/ name case | cases/<int:number>/say/ name say | …/note/ note | …/owner/ assign
# …/status/ set_status | …/severity/ severity | …/files/<int:attachment>/ name attachment | …/redact/<int:message>/ redact
