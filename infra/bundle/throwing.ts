/**
 * Makes what stands for the exports of a module that is left out of a bundle. It may be passed around and compared; to
 * call it, construct it or read anything of it throws.
 */
export const throwing = (module: string) => (name: string) =>
  new Proxy(
    class {},
    // Whatever is done to a proxy, its handler is asked first how to do it.
    new Proxy(
      {},
      {
        get() {
          throw new Error(
            `${name} of ${module} is left out of this bundle. Do without it, or drop the module's line ` +
              'from infra/bundle/left-out-modules.ts.',
          );
        },
      },
    ),
  );
