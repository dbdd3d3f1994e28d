type Snippet = { name: "crontab" | "run" | "kuma"; text: string };

/** Ready ways to report: in a crontab, around a run, and as Uptime Kuma's clients do. */
export function snippetsOf(pingUrl: string, intervalSeconds: number): Snippet[] {
  const { origin, pathname } = new URL(pingUrl);
  const token = pathname.split("/").at(-1) ?? "";
  const curl = "curl -fsS -m 10 --retry 3";
  return [
    { name: "crontab", text: `${cronPattern(intervalSeconds)} backup.sh && ${curl} ${pingUrl}` },
    {
      name: "run",
      text: [`${curl} ${pingUrl}/start`, "backup.sh", `${curl} ${pingUrl}/$?`].join("\n"),
    },
    { name: "kuma", text: `${origin}/api/push/${token}?status=up&msg=OK&ping=` },
  ];
}

/** A crontab's pattern for an interval, as near as five fields come. */
function cronPattern(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return minutes === 1 ? "* * * * *" : `*/${minutes} * * * *`;
  const hours = Math.round(minutes / 60);
  if (hours < 24) return hours === 1 ? "0 * * * *" : `0 */${hours} * * *`;
  return "0 3 * * *";
}
