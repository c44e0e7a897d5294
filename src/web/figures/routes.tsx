/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { brandsOf } from "../list-routes.tsx";
import type { PartsOf } from "../parts.ts";
import { Page } from "../shell.tsx";
import { viewOf } from "../view.ts";
import type { WebEnv } from "../web-env.ts";
import { readFiguresAddress, readMonthAddress } from "./address.ts";
import { MonthFilters, MonthPage } from "./month.tsx";
import { FiguresFilters, FiguresPage } from "./page.tsx";

/** How the shop answers. Whose brand it is decides what counts for whom. */
export function figureRoutes(parts: PartsOf<"figures">): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get("/figures", async (c) => {
    const view = await viewOf(parts, c);
    const address = readFiguresAddress(c.req.query());
    const figures = await parts.figures.of(address, view.person.brands);
    return c.html(
      <Page view={view} title={view.say.web.figures.menu} section="figures">
        <FiguresFilters view={view} address={address} brands={brandsOf(parts, view)} />
        <FiguresPage view={view} address={address} figures={figures} hours={parts.config.goals.hours} />
      </Page>,
    );
  });
  return app;
}

/** The month as a report to print. */
export function monthRoutes(parts: PartsOf<"month">): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get("/figures/month", async (c) => {
    const view = await viewOf(parts, c);
    const months = parts.month.months();
    const address = readMonthAddress(c.req.query(), months);
    const report = await parts.month.of(address.month, address.brand, view.person.brands);
    const shown = { view, address, brands: brandsOf(parts, view) };
    return c.html(
      <Page view={view} title={view.say.web.month.menu} section="figures">
        <MonthFilters {...shown} months={months} />
        <MonthPage {...shown} report={report} />
      </Page>,
    );
  });
  return app;
}
