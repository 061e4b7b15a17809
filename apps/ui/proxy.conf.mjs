/** Where the development server of the page finds the API. `npm run dev -- --urls …` names another place. */
export default { '/api': { target: process.env.DEV_API_URL ?? 'http://127.0.0.1:5000', secure: false } };
