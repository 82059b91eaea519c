// The component as TypeScript sees it. `pulumi package add` writes the same for every component;
// a test compares the names here with the schema.

import * as pulumi from "@pulumi/pulumi";

export interface CustomerServiceStackArgs {
    /** The text of an `openline.yaml`, as YAML or JSON. */
    declaration: string;
    /** The region that serves, where code has to say so: after a failover, before the next `up`. */
    servingRegion?: string;
}

export class CustomerServiceStack extends pulumi.ComponentResource {
    /** System -> where customers find it. */
    declare public readonly endpoints: pulumi.Output<Record<string, string>>;
    /** System -> `fail_over` and `fail_back`, commands ready to be run. */
    declare public readonly switches: pulumi.Output<Record<string, Record<string, string>>>;
    /** System -> region -> the check that asks it. */
    declare public readonly healthCheckIds: pulumi.Output<Record<string, Record<string, string>>>;
    /** System -> region -> autoscaling group. */
    declare public readonly fleets: pulumi.Output<Record<string, Record<string, string>>>;
    /** System -> store -> table. */
    declare public readonly tables: pulumi.Output<Record<string, Record<string, string>>>;

    constructor(
        name: string,
        args: CustomerServiceStackArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const outputs = {
            endpoints: undefined,
            switches: undefined,
            healthCheckIds: undefined,
            fleets: undefined,
            tables: undefined,
        };
        const type = "openline:index:CustomerServiceStack";
        super(type, name, { ...args, ...outputs }, opts, true /* built by the plugin */);
    }
}
