/** What is shown when the page cannot even learn where the router is. */
export function StartFailed({ reason }: { reason: string }) {
  return (
    <main className="start-failed" role="alert">
      <h1>The explorer cannot start</h1>
      <p>{reason}</p>
      <button type="button" className="button" onClick={() => location.reload()}>
        Reload
      </button>
    </main>
  );
}
