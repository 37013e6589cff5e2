// Questions that other answers of the page decide about: shown when they are asked.
// The rule is the definition's own tree in data-when; the server decides in any case,
// and without this script each question says in words when to answer it.

const value = (form, name) => {
  const inputs = [...form.elements].filter((input) => input.name === name);
  if (!inputs.length) return undefined;
  if (inputs[0].type === "radio") return inputs.find((input) => input.checked)?.value ?? "";
  if (inputs[0].type === "checkbox") return inputs.filter((input) => input.checked).map((input) => input.value);
  return inputs[0].value;
};

const isOn = (answer) => answer === "true" || (Array.isArray(answer) && answer.length > 0);

/** true, false, or undefined where the page does not know. */
function holds(rule, form) {
  if (rule.op === "not") {
    const inner = holds(rule.of, form);
    return inner === undefined ? undefined : !inner;
  }
  if (rule.op === "all" || rule.op === "any") {
    const parts = rule.of.map((part) => holds(part, form));
    const decisive = rule.op === "any";
    if (parts.includes(decisive)) return decisive;
    return parts.includes(undefined) ? undefined : !decisive;
  }
  const answer = value(form, rule.question);
  if (answer === undefined) return undefined;
  if (rule.op === "answered") return answer.length > 0;
  if (rule.op === "at_least") return Number(String(answer).replace(",", ".")) >= Number(rule.value);
  if (rule.op === "one_of") return [answer].flat().some((each) => rule.values.includes(each));
  return typeof rule.value === "boolean" ? answer !== "" && isOn(answer) === rule.value : answer === String(rule.value);
}

for (const form of document.forms) {
  const parts = [...form.querySelectorAll("[data-when]")];
  if (!parts.length) continue;
  const update = () => {
    for (const part of parts) part.hidden = holds(JSON.parse(part.dataset.when), form) === false;
  };
  form.addEventListener("change", update);
  update();
}
