import type { JobKind } from "../../domain/job.ts";

/** What the program does, by task. */
export const tasks: Record<JobKind, string> = {
  poll_wb_reviews: "poll: Wildberries reviews",
  poll_wb_questions: "poll: Wildberries questions",
  poll_ozon_reviews: "poll: Ozon reviews",
  poll_ozon_questions: "poll: Ozon questions",
  poll_ym_reviews: "poll: Market reviews",
  poll_ym_questions: "poll: Market questions",
  analyze_item: "analysis",
  generate_response: "draft",
  regenerate_response: "another draft",
  send_response: "sending",
  retry_failed_publish: "retry of sends",
  calculate_daily_analytics: "figures of the day",
  archive_old_items: "archive",
  office_heartbeat: "report to the Office",
  weekly_summary: "the week in words",
  route_alerts: "whom to tell",
  deliver_alerts: "alerts",
  remind_handed_on: "reminder of what was handed on",
  draw_card: "card in the messenger drawn anew",
  send_card: "another card to the messenger",
  greet_contact: "greeting in the messenger",
};
