/** What waits in the queue. */
export interface Mail {
  readonly id: string;
  readonly to: number;
  readonly template: string;
}

export const mailQueue = "mails";
/** RabbitMQ tells no age: a sorted set in Redis knows since when each mail waits. */
export const waitingSince = "mails:waiting";

/** Bounded, so that a queue that nobody reads costs no disk. */
export async function assertMailQueue(channel: {
  assertQueue(name: string, options: object): Promise<unknown>;
}): Promise<void> {
  await channel.assertQueue(mailQueue, { durable: true, maxLength: 50_000 });
}
