"""From a file to a tuned model that answers: what speaks to the service.

Three groups of files. What the loop is made of: `service` (its words and protocols), `profiles`, `choosing` and
`secret` (which resource, which key), `connection` (the way in), `azure` and `arm` (the two routes of Azure),
`readings` and `answers` (what comes back), `failures` and `failure_rows` (what goes wrong), `patience` (asking without
being held up). What a person does, in order: `draft` and `trial` (make a profile, try it), `order` (what is wanted),
`preflight`, `methods`, `bounds`, `cost` and `quotas` (look before sending), `submit` (send, exactly once), `jobs`
(follow), `deploy`. What is kept: `store`, in files that are `private`. And `practice`, the service to rehearse with.
"""
