import OpenAI from "openai";
import { required } from "../settings.ts";

const client = new OpenAI({
  apiKey: "none",
  baseURL: new URL("/v1", required("PARTNER_URL")).href,
  maxRetries: 0,
  timeout: 5000,
});

/** An answer of the language model; a word of excuse when it does not come. */
export async function answer(question: string, onError: (error: unknown) => void): Promise<string> {
  try {
    const completion = await client.chat.completions.create({
      // A model with a price in the dashboards' configuration, so that its cost shows.
      model: "gpt-4o-mini",
      messages: [
        { role: "system", content: "You help customers of a shop." },
        { role: "user", content: question },
      ],
    });
    return completion.choices[0]?.message.content ?? "";
  } catch (error) {
    onError(error);
    return "I am sorry, I cannot think today.";
  }
}
