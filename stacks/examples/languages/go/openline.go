package main

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// CustomerServiceStack is the component as Go sees it. `pulumi package add` writes the same for
// every component; a test compares the names here with the schema.
type CustomerServiceStack struct {
	pulumi.ResourceState

	// Endpoints: system -> where customers find it.
	Endpoints pulumi.StringMapOutput `pulumi:"endpoints"`
	// Switches: system -> `fail_over` and `fail_back`, commands ready to be run.
	Switches pulumi.StringMapMapOutput `pulumi:"switches"`
	// HealthCheckIds: system -> region -> the check that asks it.
	HealthCheckIds pulumi.StringMapMapOutput `pulumi:"healthCheckIds"`
	// Fleets: system -> region -> autoscaling group.
	Fleets pulumi.StringMapMapOutput `pulumi:"fleets"`
	// Tables: system -> store -> table.
	Tables pulumi.StringMapMapOutput `pulumi:"tables"`
}

// NewCustomerServiceStack builds the stack that the text of an openline.yaml declares.
func NewCustomerServiceStack(
	ctx *pulumi.Context, name string, declaration string, opts ...pulumi.ResourceOption,
) (*CustomerServiceStack, error) {
	stack := &CustomerServiceStack{}
	args := pulumi.Map{"declaration": pulumi.String(declaration)}
	err := ctx.RegisterRemoteComponentResource(
		"openline:index:CustomerServiceStack", name, args, stack, opts...,
	)
	return stack, err
}
