/** What is wrong with the history as a whole, in words: statuses chain, and each DOWN is one incident. */
export function inconsistencies(query) {
  const transitions = Map.groupBy(
    query("select * from transitions order by id"),
    ({ endpoint }) => endpoint,
  );
  const incidents = Map.groupBy(
    query("select * from incidents order by started_at"),
    ({ endpoint }) => endpoint,
  );
  return [
    ...query("pragma integrity_check")
      .map(({ integrity_check }) => integrity_check)
      .filter((result) => result !== "ok"),
    ...query("select endpoint, status from endpoint_states").flatMap(({ endpoint, status }) =>
      inconsistenciesOf(status, transitions.get(endpoint) ?? [], incidents.get(endpoint) ?? []).map(
        (problem) => `endpoint ${endpoint}: ${problem}`,
      ),
    ),
  ];
}

function inconsistenciesOf(status, transitions, incidents) {
  const wrong = [];
  const down = [];
  let current = "UNKNOWN";
  for (const { id, from_status: from, to_status: to, at, since } of transitions) {
    if (from !== current) wrong.push(`transition ${id} leads from ${from}, not from ${current}`);
    if (to === "DOWN") down.push({ from: since, to: null });
    else if (from === "DOWN") down.at(-1).to = at;
    current = to;
  }
  if (current !== status) wrong.push(`it is ${status}, and its transitions end at ${current}`);
  const recorded = incidents.map((one) => ({ from: one.started_at, to: one.resolved_at }));
  if (JSON.stringify(recorded) !== JSON.stringify(down))
    wrong.push(
      `its incidents are ${JSON.stringify(recorded)}, it was down ${JSON.stringify(down)}`,
    );
  if (recorded.filter(({ to }) => to === null).length > 1)
    wrong.push("two of its incidents are open");
  return wrong;
}

/** What was told in the room `all` and is not in the database. */
export function unstoredEvents(query, events) {
  const incidents = new Map(query("select * from incidents").map((row) => [row.id, row]));
  return events
    .filter(({ type, data }) => {
      const row = incidents.get(data.incidentId);
      if (type === "incident:started") return !row;
      if (type === "incident:resolved") return !row?.resolved_at;
      return false;
    })
    .map(({ type, data }) => `${type} ${data.incidentId} was told and is not stored`);
}
