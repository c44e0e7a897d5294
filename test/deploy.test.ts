/** What is in `deploy/`: held against what Kubernetes publishes, against the image, and against the unit that `init` writes. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { validate as validatePdb } from "kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget";
import { validate as validateService } from "kubernetes-models/_schemas/IoK8sApiCoreV1Service";
import { validate as validateStatefulSet } from "kubernetes-models/_schemas/IoK8sApiAppsV1StatefulSet";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { systemdUnit } from "../src/cli/systemd/unit.ts";
import { parseConfig } from "../src/config/load.ts";

const DEPLOY = join(import.meta.dirname, "../deploy");
const KUBERNETES = join(DEPLOY, "kubernetes");

function manifest(name: string): unknown {
  return parse(readFileSync(join(KUBERNETES, name), "utf8"));
}

type Validate = ((data: unknown) => boolean) & { errors?: unknown };

/**
 * What the published schema of Kubernetes says against an object. The schemas take any key more, as the server does when it
 * drops what it does not know; a key that they never look at is a misspelt one.
 */
function faultsOf(data: unknown, validate: Validate): unknown[] {
  const unread = new Set<string>();
  const watched = watch(data, "", unread);
  const isValid = validate(watched);
  return [...(isValid ? [] : [validate.errors]), ...unread];
}

function watch(data: unknown, path: string, unread: Set<string>): unknown {
  if (typeof data !== "object" || data === null) return data;
  for (const key of Object.keys(data)) unread.add(`${path}/${key}`);
  const children = new Map(
    Object.entries(data).map(([key, value]) => [key, watch(value, `${path}/${key}`, unread)] as const),
  );
  return new Proxy(data, {
    get(target, key) {
      if (typeof key === "string") unread.delete(`${path}/${key}`);
      return typeof key === "string" && children.has(key) ? children.get(key) : (Reflect.get(target, key) as unknown);
    },
  });
}

const labels = z.record(z.string(), z.string());
const mount = z.object({ name: z.string(), mountPath: z.string() });
const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
/** What is used of a StatefulSet here. */
const statefulSet = z.object({
  spec: z.object({
    replicas: z.number(),
    serviceName: z.string(),
    selector: z.object({ matchLabels: labels }),
    template: z.object({
      metadata: z.object({ labels }),
      spec: z.object({
        terminationGracePeriodSeconds: z.number(),
        securityContext: z.object({ runAsUser: z.number(), runAsGroup: z.number(), runAsNonRoot: z.boolean() }),
        containers: z.tuple([
          z.object({
            env: z.array(z.object({ name: z.string(), value: z.string().optional() })),
            securityContext: z.object({
              readOnlyRootFilesystem: z.boolean(),
              allowPrivilegeEscalation: z.boolean(),
              capabilities: z.object({ drop: z.array(z.string()) }),
            }),
            startupProbe: probe,
            livenessProbe: probe,
            readinessProbe: probe,
            volumeMounts: z.array(mount),
          }),
        ]),
        volumes: z.array(z.object({ name: z.string() })),
      }),
    }),
    volumeClaimTemplates: z.array(z.object({ metadata: z.object({ name: z.string() }) })),
  }),
});

/** Kustomize publishes no schema in a package: this is what we use of it, and nothing else may stand there. */
const kustomization = z.strictObject({
  apiVersion: z.literal("kustomize.config.k8s.io/v1beta1"),
  kind: z.literal("Kustomization"),
  namespace: z.string(),
  resources: z.array(z.string()),
  images: z.array(z.strictObject({ name: z.string(), newName: z.string(), newTag: z.string() })),
  configMapGenerator: z.array(z.strictObject({ name: z.string(), files: z.array(z.string()) })),
  generatorOptions: z.strictObject({ disableNameSuffixHash: z.boolean() }),
});

describe("the manifests for Kubernetes", () => {
  const set = statefulSet.parse(manifest("statefulset.yaml")).spec;
  const { spec: pod, metadata } = set.template;
  const [container] = pod.containers;

  test.each<[string, Validate]>([
    ["statefulset.yaml", validateStatefulSet],
    ["service.yaml", validateService],
    ["poddisruptionbudget.yaml", validatePdb],
  ])("%s is what Kubernetes' schema says, and a misspelt key or a wrong type is not", (name, validate) => {
    expect(faultsOf(manifest(name), validate)).toEqual([]);
    const data = manifest(name) as { spec: Record<string, unknown> };
    expect(faultsOf({ ...data, spec: { ...data.spec, replica: 2 } }, validate)).toEqual(["/spec/replica"]);
    expect(faultsOf({ ...data, spec: { ...data.spec, selector: "reputation" } }, validate)).not.toEqual([]);
  });

  test("kustomize takes every manifest and the configuration of every pod", () => {
    const { resources, configMapGenerator: maps } = kustomization.parse(manifest("kustomization.yaml"));
    const files = readdirSync(KUBERNETES).filter((name) => name.endsWith(".yaml") && name !== "kustomization.yaml");
    expect(resources.toSorted()).toEqual(files.toSorted());
    const cells = Array.from({ length: set.replicas }, (_, i) => `cells/reputation-${i}.yaml`);
    expect(maps.map(({ files: its }) => its)).toEqual([cells]);
    expect(readdirSync(join(KUBERNETES, "cells")).map((name) => `cells/${name}`)).toEqual(cells);
  });

  test("every cell's configuration is accepted, once its keys are there", () => {
    for (const name of readdirSync(join(KUBERNETES, "cells"))) {
      const file = join(KUBERNETES, "cells", name);
      const env = { REPUTATION_HTTP_LISTEN: "0.0.0.0:8787" };
      expect(parseConfig(readFileSync(file, "utf8"), file, env, true).config.accounts).toHaveLength(1);
    }
  });

  test("service, budget and pods find each other, and every mount has its volume", () => {
    const service = z.object({ metadata: z.object({ name: z.string() }), spec: z.object({ selector: labels }) });
    const budget = z.object({ spec: z.object({ selector: z.object({ matchLabels: labels }) }) });
    const { metadata: named, spec } = service.parse(manifest("service.yaml"));
    expect(set.serviceName).toBe(named.name);
    const selectors = [spec.selector, set.selector.matchLabels];
    selectors.push(budget.parse(manifest("poddisruptionbudget.yaml")).spec.selector.matchLabels);
    for (const selector of selectors) expect(metadata.labels).toMatchObject(selector);
    const volumes = [
      ...pod.volumes.map(({ name }) => name),
      ...set.volumeClaimTemplates.map((claim) => claim.metadata.name),
    ];
    expect(container.volumeMounts.map(({ name }) => name).toSorted()).toEqual(volumes.toSorted());
  });

  test("the pod runs as the image's user, with its folders and no rights, and is asked whether it lives", () => {
    const image = readFileSync(join(DEPLOY, "../Containerfile"), "utf8");
    const [, user = ""] = /^USER (\d+):/m.exec(image) ?? [];
    const [, volume = ""] = /^VOLUME (.+)$/m.exec(image) ?? [];
    expect(pod.securityContext).toMatchObject({
      runAsUser: Number(user),
      runAsGroup: Number(user),
      runAsNonRoot: true,
    });
    expect(container.securityContext).toEqual({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
    });
    expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toContain(volume);
    const values = container.env.flatMap(({ value }) => (value === undefined ? [] : [value]));
    for (const path of values.filter((value) => value.startsWith("/"))) {
      expect(
        container.volumeMounts.some(({ mountPath }) => path.startsWith(`${mountPath}/`)),
        path,
      ).toBe(true);
    }
    const { startupProbe, livenessProbe, readinessProbe } = container;
    for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe]) {
      expect(httpGet).toEqual({ path: "/healthz", port: "http" });
    }
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(20);
  });
});

const TEMPLATE = join(DEPLOY, "systemd/reputation@.service");

describe("the template unit of systemd", () => {
  test("it is the unit that init writes, with the cell's name in every place of its own", () => {
    const unit = systemdUnit({ program: "/usr/local/bin/reputation", config: "/etc/reputation/CELL.yaml" });
    const template = unit
      .replace(
        /^# .*\n/,
        "# /etc/systemd/system/reputation@.service: a cell by its name (docs/cells.md)\n#   sudo systemctl enable --now reputation@west\n",
      )
      .replace(/^(Description=.*)$/m, "$1, cell %i")
      .replace(/^(StateDirectory|CacheDirectory)=reputation$/gm, "$1=reputation/%i")
      .replaceAll("%S/reputation", "%S/reputation/%i")
      .replaceAll("/etc/reputation/secrets/", "/etc/reputation/secrets/%i/")
      .replaceAll("CELL", "%i");
    expect(readFileSync(TEMPLATE, "utf8")).toBe(template);
  });
});
