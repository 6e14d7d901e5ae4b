"""The vendor's desk: queue, escalations; and the bell, which both sides have."""

urlpatterns: list = []
# queue/ name queue | queue/news/ queue_news | queue/act/ queue_act | escalations/ name escalations
# bell/ name bell | bell/count/ name bell_count | bell/read/ bell_read | search/ name search
