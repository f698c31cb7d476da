// What the server and Slack say to a person, in the page's language: the Danish sentence is the key. What the app
// says is the app's own, and stays as it is.

import { LIVES } from "./lives.js";
import { language } from "./words.js";

const ENGLISH = {
  "Appen kunne ikke nås, eller svarede med en fejl (dispatch_failed).": "The app could not be reached, or answered with an error (dispatch_failed).",
  "Appen svarede ikke inden for 3 sekunder (operation_timeout).": "The app did not answer within 3 seconds (operation_timeout).",
  "Appen tager ikke imod beskeder.": "The app takes no messages.",
  "De andre er i gang med at svare.": "The others are answering already.",
  "Den fejl kan ikke laves.": "That fault cannot be made.",
  "Den kommando findes ikke.": "There is no such command.",
  "Den udveksling er ikke gemt længere.": "That exchange is not kept any more.",
  "Der er allerede en kanal med det navn.": "There is a channel of that name already.",
  "Der er ingen på den plads.": "There is nobody in that seat.",
  "Der gik noget galt. Prøv igen.": "Something went wrong. Try again.",
  "Der var problemer med forbindelsen. Prøv igen.": "We had some trouble connecting. Try again.",
  "Det findes ikke længere. Se på siden igen.": "That is not there any more. Look at the page again.",
  "Det kan kun den, der er medlem af kanalen.": "Only a member of the channel can do that.",
  "Det må du ikke i denne kanal.": "You may not do that in this channel.",
  "Det tidspunkt kan ikke læses.": "That moment cannot be read.",
  "Dette ur kan ikke stilles.": "This clock cannot be set.",
  "Handlingen kunne ikke læses.": "What you did could not be read.",
  "Ingen hedder sådan. Skriv for eksempel @Anker eller et fornavn.": "Nobody is called that. Write @Anker, say, or a first name.",
  "Kontoen er deaktiveret.": "The account is deactivated.",
  "Kanalen er arkiveret. Åbn den igen for at skrive.": "The channel is archived. Open it again to write.",
  "Kanalen er ikke arkiveret.": "The channel is not archived.",
  "Kommandoer kan ikke bruges i tråde.": "Commands cannot be used in threads.",
  "Mulighederne kunne ikke hentes.": "The options could not be loaded.",
  "Skriv en adresse, der begynder med https://": "Write an address that begins with https://",
  "Skriv en e-mailadresse": "Write an e-mail address",
  "Skriv et tal": "Write a number",
  "Skriv højst {} tegn": "Write at most {} characters",
  "Skriv mindst {} tegn": "Write at least {} characters",
  "Skriv navnet med små bogstaver, højst 80 tegn, uden mellemrum og punktum.": "Write the name in small letters, at most 80 of them, without spaces or full stops.",
  "Slack afviste det, appen svarede ({}).": "Slack refused what the app answered ({}).",
  "Udfyld de felter, der mangler.": "Fill in the fields that are missing.",
  "Udfyld dette felt": "Fill in this field",
  "Ukendt handling eller plads.": "Unknown deed or seat.",
  "Uret kan kun stilles frem.": "The clock can only be turned forward.",
  "Vælg højst 1 fil": "Choose at most 1 file",
  "Vælg højst {} filer": "Choose at most {} files",
  "{} er ikke en gyldig kommando.": "{} is not a valid command.",
  "{} er større end {} MB": "{} is bigger than {} MB",
  "{} er tom": "{} is empty",
  "{} har ikke en type, der kan bruges her. Vælg {}": "{} is not of a kind that can be used here. Choose {}",
  "{} kan ikke bruges i tråde. Beklager!": "{} is not supported in threads. Sorry!",
  "{} mislykkedes med fejlen »{}«": "{} failed with the error “{}”",
};

const patterns = Object.entries(ENGLISH).filter(([danish]) => danish.includes("{}"))
  .map(([danish, english]) => [new RegExp(`^${danish.split("{}").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("(.+)")}$`, "s"), english]);

/** A title or a note about somebody of the town in the page's language; one that somebody was given later as it is. */
export function ofLife(words) {
  return (language() === "en" && LIVES[words]) || words;
}

/** A sentence of the workspace's own in the page's language; any other as it is. */
export function told(sentence) {
  if (language() !== "en" || !sentence) return sentence;
  if (ENGLISH[sentence]) return ENGLISH[sentence];
  for (const [pattern, english] of patterns) {
    const found = sentence.match(pattern);
    if (found) return found.slice(1).reduce((text, part) => text.replace("{}", () => part), english);
  }
  return sentence;
}
