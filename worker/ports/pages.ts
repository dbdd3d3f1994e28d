import type { Bar } from "../domain/history/bars";
import type { Day } from "../domain/time-zone";
import type { TimelineEntry, IncidentRecord } from "../domain/incidents/actions";
import type { Instant } from "../domain/instant";
import type { Maintenance } from "../domain/incidents/maintenance";
import type { Endpoint } from "../domain/checks/endpoint";
import type { DomainState } from "../domain/pages/domain-state";
import type { Page, PageTheme } from "../domain/pages/page";
import type { PushKeys, Subscription } from "../domain/pages/subscription";
import type { StatusState } from "../domain/status/status";
import type { EndpointRecord } from "./endpoints";
import type { Paginated, Pagination as PageOfList } from "./pagination";
import type { Edit } from "./versions";
import type { PublicMonth, PublicPage } from "../protocol/public-page";

/** A page as people edit it. */
export type PageRecord = Page & { passwordHash: string | null };

/** The same as it is shown: its logo is an address of its own. */
export type StatusPage = Omit<PageRecord, "theme"> & { theme: PageTheme };

/** As much of an endpoint as a page shows. */
export type PageEndpoint = Pick<EndpointRecord, "maintenance" | "lastCheck" | "uptime24h"> & {
  endpoint: Pick<Endpoint, "id" | "number" | "paused" | "createdAt">;
  state: Pick<StatusState, "status" | "since">;
};

/** As much of a page as says whether it is the one that is asked for, and who may read it. */
export type PageEntry = Pick<
  PageRecord,
  "id" | "slug" | "domain" | "isDefault" | "visibility" | "showViewerCount" | "passwordHash"
>;

/** What a page is made from, before anything is left out for strangers. */
export type PageData = {
  records: PageEndpoint[];
  /** By the endpoint's number. */
  bars: Map<number, Map<Day, Bar>>;
  /** All days of the bars. */
  days: Day[];
  timeZone: string;
  lastTickAt: Instant | null;
  subMinuteIntervals: number[];
  /** When its endpoints were down, and as part of which incident: newest first. */
  incidents: {
    endpointId: string;
    startedAt: Instant;
    resolvedAt: Instant | null;
    parentId: string;
  }[];
  /** The incidents that people wrote about. */
  reports: IncidentReport[];
  maintenances: Maintenance[];
};

/** The same of one month of the calendar, such as `2026-11`. */
export type MonthData = Pick<PageData, "records" | "bars" | "days" | "incidents" | "reports"> & {
  month: string;
  /** The first of which anything can be known, and the present one. */
  first: string;
  current: string;
};

/** An incident with what people wrote about it, oldest first, and the title that they gave it. */
export type IncidentReport = {
  incident: IncidentRecord;
  title: string | null;
  updates: ReportUpdate[];
};

/** What people wrote, and the same as inert HTML. */
export type ReportUpdate = Pick<TimelineEntry, "id" | "at" | "status" | "body"> & {
  html: string | null;
};

/** Pages as people edit them. */
export type PagePorts = {
  list(page: PageOfList): Promise<Paginated<PageRecord>>;
  find(id: string): Promise<PageRecord | null>;
  /** Which of these ids name no page. */
  missing(ids: readonly string[]): Promise<string[]>;
  /** Whether another page has its slug or its domain. */
  findConflicts(
    page: Pick<Page, "id" | "slug" | "domain">,
  ): Promise<{ slug: boolean; domain: boolean }>;
  /** False where its id was there already, or where there are as many as there may be. */
  insert(page: PageRecord): Promise<boolean>;
  /** False, as of `remove`, where somebody saved since the version of the edit, or where it is gone. */
  update(id: string, changes: Partial<PageRecord>, edit: Edit): Promise<boolean>;
  remove(id: string, edit: Edit): Promise<boolean>;
  subscribers: {
    /** All that have confirmed, or that have not yet; oldest first. */
    list(pageId: string, isConfirmed: boolean): Promise<Subscription[]>;
    /** Forgets all that have not. */
    removeUnconfirmed(pageId: string): Promise<void>;
    /** False where the page has none of this id. */
    remove(pageId: string, id: string): Promise<boolean>;
  };
  hashPassword(password: string): Promise<string>;
  /** Asks the domain itself. */
  checkDomain(domain: string): Promise<DomainState>;
  /** What strangers see is made anew, and those who look at it are told. */
  notifyChanged(before: PageRecord | null, after: PageRecord | null): Promise<void>;
};

/** What the public site needs of the platform. */
export type SitePorts = {
  now(): Instant;
  directory(): Promise<PageEntry[]>;
  /** A page for strangers, at most a second old; null where there is none. */
  page(id: string): Promise<PublicPage | null>;
  /** A month of it, the present one where none is named; null of months before and to come. */
  month(id: string, month: string | null): Promise<PublicMonth | null>;
  /** What proves to `checkDomain` that a page's own domain leads here. */
  domainProof(hostname: string): Promise<string>;
  /** An image as a `data:` address; null where there is none. */
  logo(id: string): Promise<string | null>;
  /** Whether whoever asks may read it. */
  canRead(entry: PageEntry, request: Request): Promise<boolean>;
  /** `often`: too many wrong ones came from the address, or for the page; this one was not tried. */
  tryPassword(
    entry: PageEntry,
    password: string,
    request: Request,
  ): Promise<"right" | "wrong" | "often">;
  subscriptions: {
    /** False where an address asks too often. */
    isWithinRateLimit(request: Request): Promise<boolean>;
    /** Why an address may not be sent to; null when it may. */
    validateAddress(url: string, ownHost: string): string | null;
    /**
     * Asks whoever is reached there whether they want it; the same, whether they are known or not. No
     * one is asked where the page has as many as it can tell, or asks too many just now.
     */
    requestConfirmation(asked: SubscriptionRequest): Promise<"asked" | "full" | "busy">;
    find(token: string): Promise<{ subscription: Subscription; page: StatusPage } | null>;
    /** False where the page has as many as it can tell. */
    confirm(id: string): Promise<boolean>;
    /** Ends the push to this address, which its own browser alone knows; nothing of any other kind. */
    unsubscribePush(pageId: string, address: string): Promise<void>;
    unsubscribe(id: string): Promise<void>;
  };
};

export type SubscriptionRequest = Pick<
  Subscription,
  "pageId" | "kind" | "address" | "componentIds" | "language" | "origin"
> & { keys: PushKeys | null };
