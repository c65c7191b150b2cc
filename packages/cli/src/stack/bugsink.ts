import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { httpProbe } from "../process/probe.ts";
import type { Launch } from "../process/start.ts";
import { privateFile, runSetup } from "../server/data-folder.ts";
import type { Part, PartContext } from "./part.ts";
import type { Ports } from "./ports.ts";
import { adminUser, secretFile, type Secrets } from "./secrets.ts";

// The project that set-up creates is the first one of the database.
const projectId = 1;

/** Bugsink: speaks Sentry's protocol and groups events into issues, on this machine alone. */
export const bugsink: Part = {
  name: "bugsink",
  demo: false,
  needs: [],
  after: [],
  ports: ["bugsink"],
  address: (ports) => `http://127.0.0.1:${ports.bugsink}`,
  probe: (ports) => httpProbe(`http://127.0.0.1:${ports.bugsink}/health/ready`),
  dataDir: (paths) => join(paths.data, "bugsink"),
  launch,
  startTimeoutMillis: 60_000,
  stopSignal: "SIGTERM",
  stopTimeoutMillis: 15_000,
};

/** Where an application sends its errors. */
export function sentryDsn(ports: Ports, secrets: Secrets): string {
  return `http://${secrets["bugsink-project-key"]}@127.0.0.1:${ports.bugsink}/${projectId}`;
}

async function launch(context: PartContext): Promise<Launch> {
  const { ports, paths, binaries, secrets } = context;
  const bin = binaries["bugsink"] as string;
  const dir = join(paths.data, "bugsink");
  const config = join(paths.config, "bugsink");
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await mkdir(config, { recursive: true, mode: 0o700 });
  await privateFile(join(config, "bugsink_conf.py"), settings(context, dir));
  await setUp({ bin, dir, config, secrets });
  const bind = `--bind=127.0.0.1:${ports.bugsink}`;
  // Threads, not more workers: one process is enough for one machine's errors and half the memory.
  const flags = [bind, "--workers=1", "--threads=4", "--no-control-socket", "--log-level=warning"];
  return {
    file: join(bin, "gunicorn"),
    args: [...flags, "bugsink.wsgi"],
    cwd: dir,
    env: pythonEnvironment(config),
  };
}

function pythonEnvironment(config: string): Record<string, string> {
  return {
    DJANGO_SETTINGS_MODULE: "bugsink_conf",
    PYTHONPATH: config,
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONUNBUFFERED: "1",
  };
}

interface SetUp {
  readonly bin: string;
  readonly dir: string;
  readonly config: string;
  readonly secrets: Secrets;
}

/** Tables, the user, the project and the API token: once for each data folder and version of Bugsink. */
async function setUp({ bin, dir, config, secrets }: SetUp): Promise<void> {
  const marker = join(dir, "set-up-by");
  if ((await readFile(marker, "utf8").catch(() => "")) === bin) return;
  const python = { file: join(bin, "python"), args: ["-"], cwd: dir, env: pythonEnvironment(config) };
  await runSetup(python, bugsinkSetUpScript(secrets));
  // The path names the version; a newer one has migrations to run.
  await writeFile(marker, bin, { mode: 0o600 });
}

/** A Python program that makes tables, user, project and API token, unless they are there. Holds secrets: for standard input only. */
export function bugsinkSetUpScript(secrets: Secrets): string {
  const values = {
    user: adminUser,
    password: secrets["bugsink-admin-password"],
    token: secrets["bugsink-api-token"],
    project_id: projectId,
    project_key: secrets["bugsink-project-key"],
  };
  return `values = ${JSON.stringify(values)}\n${setUpProgram}`;
}

// Unsynchronised: hundreds of migrations flush one by one, and a set-up that a power cut interrupts is done again.
const setUpProgram = `import django
from django.db.backends.signals import connection_created
def unsynchronised(connection, **_):
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous = OFF")
connection_created.connect(unsynchronised)
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("migrate", "snappea", database="snappea", verbosity=0)
from django.contrib.auth import get_user_model
from bsmain.models import AuthToken
from projects.models import Project, ProjectMembership, ProjectRole
from teams.models import Team
User = get_user_model()
name = values["user"]
user = User.objects.filter(username=name).first()
if user is None:
    user = User.objects.create_superuser(username=name, email=name, password=values["password"])
team, _ = Team.objects.get_or_create(name="shop")
project, _ = Project.objects.get_or_create(
    id=values["project_id"],
    defaults={"name": "shop", "slug": "shop", "team": team, "sentry_key": values["project_key"]})
ProjectMembership.objects.get_or_create(
    project=project, user=user, defaults={"role": ProjectRole.ADMIN, "accepted": True})
if not AuthToken.objects.filter(token=values["token"]).exists():
    AuthToken.create_full_access(token=values["token"], description="otelstack")
`;

function settings({ ports, paths }: PartContext, dir: string): string {
  return `from bugsink.settings.default import *

with open(${JSON.stringify(secretFile(paths.secrets, "bugsink-secret-key"))}) as file:
    SECRET_KEY = file.read()
DATABASES["default"]["NAME"] = ${JSON.stringify(join(dir, "db.sqlite3"))}
DATABASES["snappea"]["NAME"] = ${JSON.stringify(join(dir, "snappea.sqlite3"))}
# Tasks run within the request: no worker process, and an issue is there when the event was accepted.
SNAPPEA = {"TASK_ALWAYS_EAGER": True}
EMAIL_BACKEND = "bugsink.email_backends.QuietConsoleEmailBackend"
TIME_ZONE = "UTC"
# A web page elsewhere must not reach it by a name that resolves to 127.0.0.1.
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
BUGSINK = {
    "BASE_URL": ${JSON.stringify(`http://127.0.0.1:${ports.bugsink}`)},
    # What its licence allows without a purchase: one user, on this machine.
    "SINGLE_USER": True,
    "SINGLE_TEAM": True,
    "USER_REGISTRATION": "CB_NOBODY",
    "PHONEHOME": False,
    "INGEST_STORE_BASE_DIR": ${JSON.stringify(join(dir, "ingest"))},
    # The cap of this store: about 10 kB an event.
    "MAX_RETENTION_EVENT_COUNT": 50_000,
    "MAX_EVENT_AGE_DAYS": 30,
    "MAX_EVENTS_PER_PROJECT_PER_5_MINUTES": 20_000,
    "MAX_EVENTS_PER_PROJECT_PER_HOUR": 100_000,
    "MAX_EVENTS_PER_5_MINUTES": 20_000,
    "MAX_EVENTS_PER_HOUR": 100_000,
}
`;
}
