const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML that is ready to be put into more of it. */
export interface Html {
  readonly html: string;
}

type Piece = Html | string | undefined;

/** A template of HTML: texts put into it are escaped, HTML and lists of it are not, undefined is nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly (Piece | readonly Piece[])[]): Html {
  return {
    html: parts
      .map(
        (part, index) =>
          part +
          values
            .slice(index, index + 1)
            .map(render)
            .join(''),
      )
      .join(''),
  };
}

function render(value: Piece | readonly Piece[]): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
  return 'html' in value ? value.html : value.map(render).join('');
}
