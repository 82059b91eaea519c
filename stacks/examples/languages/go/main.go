// The support stack in Go.
package main

import (
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		declaration, err := os.ReadFile(filepath.Join("..", "openline.yaml"))
		if err != nil {
			return err
		}
		support, err := NewCustomerServiceStack(ctx, "support", string(declaration))
		if err != nil {
			return err
		}
		ctx.Export("endpoints", support.Endpoints)
		return nil
	})
}
