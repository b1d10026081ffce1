import { useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

/** Makes the editors fit narrow panes: smaller letters, and long lines go on below. Shows nothing. */
export function EditorOptions() {
  const editors = useGraphiQL(({ queryEditor, variableEditor, headerEditor, responseEditor }) => ({
    queryEditor,
    variableEditor,
    headerEditor,
    responseEditor,
  }));
  useEffect(() => {
    for (const editor of Object.values(editors)) {
      editor?.updateOptions({ fontSize: 13.5, wordWrap: 'on', wrappingIndent: 'indent' });
    }
  }, [editors]);
  return null;
}
