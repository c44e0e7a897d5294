import type { JobKind } from "../../domain/job.ts";

/** What the program does, by task. */
export const tasks: Record<JobKind, string> = {
  poll_wb_reviews: "опрос: отзывы Wildberries",
  poll_wb_questions: "опрос: вопросы Wildberries",
  poll_ozon_reviews: "опрос: отзывы Ozon",
  poll_ozon_questions: "опрос: вопросы Ozon",
  poll_ym_reviews: "опрос: отзывы Маркета",
  poll_ym_questions: "опрос: вопросы Маркета",
  analyze_item: "разбор",
  generate_response: "черновик",
  regenerate_response: "новый черновик",
  send_response: "отправка ответа",
  retry_failed_publish: "повтор отправок",
  calculate_daily_analytics: "итоги дня",
  archive_old_items: "архив",
  office_heartbeat: "отчёт в Офис",
  weekly_summary: "неделя словами",
  route_alerts: "кому сообщить",
  deliver_alerts: "оповещения",
  remind_handed_on: "напоминание о переданном",
  draw_card: "карточка в мессенджере перерисована",
  send_card: "новая карточка в мессенджер",
  greet_contact: "приветствие в мессенджере",
};
