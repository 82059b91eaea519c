import { readFileSync } from "node:fs";
import { join } from "node:path";

import { CustomerServiceStack } from "./openline";

const declaration = readFileSync(join(__dirname, "..", "openline.yaml"), "utf8");
const support = new CustomerServiceStack("support", { declaration });

export const endpoints = support.endpoints;
export const switches = support.switches;
