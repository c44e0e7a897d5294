/** The six requests with which answers are published, as they look on the wire. */
const PUBLISHES = [
  /^POST \/wb\/api\/v1\/feedbacks\/answer$/,
  /^PATCH \/wb\/api\/v1\/questions$/,
  /^POST \/ozon\/v1\/review\/comment\/create$/,
  /^POST \/ozon\/v1\/question\/answer\/create$/,
  /^POST \/ym\/v2\/businesses\/\d+\/goods-feedback\/comments\/update$/,
  /^POST \/ym\/v1\/businesses\/\d+\/goods-questions\/update$/,
];

/** Whether a request to the sandbox is one that publishes. */
export function isPublish(method: string, path: string): boolean {
  return PUBLISHES.some((publish) => publish.test(`${method} ${path.split("?")[0]}`));
}
